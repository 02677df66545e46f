// The colours that words about letters have.
export type Tone = 'plain' | 'blue' | 'good' | 'wait' | 'bad' | 'doubt';
