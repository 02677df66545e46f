import { describe } from 'vitest';
import { screensIn } from './screens';

describe('in English', () => screensIn('en', 'en-GB'));
