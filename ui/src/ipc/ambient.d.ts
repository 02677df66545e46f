// The generated `Draft.ts` names this type without importing it.
import type { LetterKind as Kind } from './generated/LetterKind';

declare global {
  type LetterKind = Kind;
}
