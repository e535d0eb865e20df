/** Evidence is graded, and grades only grow. */
import { type Channel, type EvidenceGrade, evidenceGrades } from '@rollcall/contracts';

/** 1 for `sent` up to 7 for `attested`; 0 for nothing known. */
export const rankOf = (grade: EvidenceGrade | null): number => (grade === null ? 0 : evidenceGrades.indexOf(grade) + 1);

export const gradeOfRank = (rank: number): EvidenceGrade | null => evidenceGrades[rank - 1] ?? null;

export const atLeast = (grade: EvidenceGrade | null, needed: EvidenceGrade): boolean => rankOf(grade) >= rankOf(needed);

/**
 * What an answer proves. A key in a call or on the page, or a button bound to our own message, is a choice made at a
 * prompt; a bare text is one step weaker. An answered call, a fetched page and a receipt never come here.
 */
export const answerGrade = (_channel: Channel, via: 'call' | 'button' | 'page' | 'text'): EvidenceGrade =>
  via === 'text' ? 'replied' : 'confirmed';
