export { nearestQuestions } from './nearest-questions.ts';
export { type ParsedQuestion, type ParseOptions, parseQuestions } from './parse-question.ts';
export type { Question } from './question.ts';
export { QUESTIONS } from './table.ts';
