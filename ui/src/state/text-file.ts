// A file that a person chose, as text. What is no UTF-8 is not guessed at: a letter with wrong signs is worse than none.
export const LARGEST = 64 * 1024;
export type FileFault = 'import_empty' | 'import_too_large' | 'import_not_text' | 'import_encoding';
export type TextFile = { text: string } | { fault: FileFault };

export async function readText(file: Blob): Promise<TextFile> {
  if (file.size > LARGEST) return { fault: 'import_too_large' };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [a, b] = bytes;
  const utf16 = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : null;
  let text: string;
  try {
    text = new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { fault: 'import_encoding' };
  }
  if (text.includes('\0')) return { fault: 'import_not_text' };
  if (text.trim() === '') return { fault: 'import_empty' };
  return { text: lines(text) };
}

/** One kind of line break, as the editor counts. */
export const lines = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
