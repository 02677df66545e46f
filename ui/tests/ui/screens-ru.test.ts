import { describe } from 'vitest';
import { screensIn } from './screens';

describe('in Russian', () => screensIn('ru', 'ru-RU'));
