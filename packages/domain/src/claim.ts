/** The last look before a send: is this attempt still wanted? Asked by the worker inside its claim. */
import type { AttemptState, BatchState, ContactFault, OfferState, Purpose } from '@rollcall/contracts';

export interface ClaimFacts {
  state: AttemptState;
  generation: number;
  /** The generation of the job that asks; an older job is a duplicate. */
  jobGeneration: number;
  purpose: Purpose;
  sendBy: Date;
  batchState: BatchState;
  /** The practice left: nothing is sent in its name any more, whatever it is. */
  practiceClosed?: boolean;
  /** Notices of the outreach that are still open. */
  openNotices: number;
  suppressed: boolean;
  fault: ContactFault | null;
  allowed: boolean;
  /** Of the offer this message is about; null when it is about none. */
  offerState: OfferState | null;
  /** Another telling message of the same outreach and channel is under way. */
  siblingInFlight: boolean;
  /** Without consent: the law allows no further message to this number now. */
  capReached: boolean;
  /** The sender is out, and this is not the attempt that finds out whether it works again. */
  senderOut: boolean;
  /** A call to the same number, of whichever conversation of the practice, is ringing or spoken in. */
  lineBusy?: boolean;
  /** Every visit this correction is about was cancelled anew. */
  nothingIsOn?: boolean;
}

export type ClaimVerdict =
  | { kind: 'claim' }
  /** Not ours to decide, or not now: say nothing, the conductor will. */
  | { kind: 'leave' }
  | { kind: 'drop'; because: 'suppressed' | 'too_late' | 'contact_invalid' | 'sender_out' | 'cap_reached' };

export function claimVerdict(f: ClaimFacts, now: Date): ClaimVerdict {
  if (f.state !== 'queued' || f.generation !== f.jobGeneration) return { kind: 'leave' };
  if (f.practiceClosed) return { kind: 'leave' };
  if (f.suppressed) return { kind: 'drop', because: 'suppressed' };
  if (f.fault !== null || !f.allowed) return { kind: 'drop', because: 'contact_invalid' };
  if (f.capReached) return { kind: 'drop', because: 'cap_reached' };
  // The kill switch holds back telling; a correction and the answers to people who wrote still go.
  if (f.purpose === 'tell' && f.batchState !== 'running') return { kind: 'leave' };
  if (f.sendBy <= now) return { kind: 'drop', because: 'too_late' };
  // Telling moves to another channel at once; a conversation has only this one and waits for it.
  if (f.senderOut) return f.purpose === 'tell' ? { kind: 'drop', because: 'sender_out' } : { kind: 'leave' };
  if (f.purpose === 'tell' && (f.openNotices === 0 || f.siblingInFlight)) return { kind: 'leave' };
  if (f.nothingIsOn) return { kind: 'drop', because: 'too_late' };
  // Two calls at once: the second would find the line busy, and it may be answered in the first.
  if (f.lineBusy) return { kind: 'leave' };
  // A correction must not arrive before the words it corrects.
  if (f.purpose === 'correct' && f.siblingInFlight) return { kind: 'leave' };
  if (f.purpose === 'offer' && f.offerState !== 'open') return { kind: 'drop', because: 'too_late' };
  // The practice took it back meanwhile: nobody is told that it is booked.
  if (f.purpose === 'booked' && f.offerState === 'refused') return { kind: 'drop', because: 'too_late' };
  return { kind: 'claim' };
}
