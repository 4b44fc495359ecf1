export { nearestQuestions } from './nearest-questions.ts';
export { type ParsedQuestion, parseQuestions } from './parse-question.ts';
export type { Question } from './question.ts';
export { QUESTIONS } from './table.ts';
