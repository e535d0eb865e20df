/** Branded ids: a notice's id does not fit where an outreach's is asked for. All are UUIDv7, so they sort by birth. */
import { z } from 'zod';

const idOf = <B extends string>(_brand: B) => z.uuid().brand<B>();

export const PracticeId = idOf('PracticeId');
export type PracticeId = z.infer<typeof PracticeId>;
export const BatchId = idOf('BatchId');
export type BatchId = z.infer<typeof BatchId>;
export const NoticeId = idOf('NoticeId');
export type NoticeId = z.infer<typeof NoticeId>;
export const OutreachId = idOf('OutreachId');
export type OutreachId = z.infer<typeof OutreachId>;
export const PartyId = idOf('PartyId');
export type PartyId = z.infer<typeof PartyId>;
export const PatientId = idOf('PatientId');
export type PatientId = z.infer<typeof PatientId>;
export const ContactPointId = idOf('ContactPointId');
export type ContactPointId = z.infer<typeof ContactPointId>;
export const AttemptId = idOf('AttemptId');
export type AttemptId = z.infer<typeof AttemptId>;
export const TaskId = idOf('TaskId');
export type TaskId = z.infer<typeof TaskId>;
export const OfferId = idOf('OfferId');
export type OfferId = z.infer<typeof OfferId>;
export const SlotId = idOf('SlotId');
export type SlotId = z.infer<typeof SlotId>;
export const EndpointId = idOf('EndpointId');
export type EndpointId = z.infer<typeof EndpointId>;
export const DeliveryId = idOf('DeliveryId');
export type DeliveryId = z.infer<typeof DeliveryId>;
export const InboxId = idOf('InboxId');
export type InboxId = z.infer<typeof InboxId>;
