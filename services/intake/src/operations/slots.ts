/** Slots: the times that can be offered. */
import * as c from '@rollcall/contracts';
import { list, type Operation, paging } from './operation.js';

export const slots: readonly Operation[] = [
  {
    method: 'put',
    path: '/v1/slots',
    summary: 'Upsert up to 10,000 slots',
    tag: 'slots',
    scopes: 'slots',
    body: c.SlotsInput,
    answer: { status: 200, schema: c.SlotsAccepted },
  },
  {
    method: 'get',
    path: '/v1/slots',
    summary: 'Slots',
    tag: 'slots',
    scopes: 'slots or operate',
    query: paging,
    answer: { status: 200, schema: list(c.SlotView) },
  },
  {
    method: 'delete',
    path: '/v1/slots/{externalId}',
    summary: 'Take a slot back',
    tag: 'slots',
    scopes: 'slots',
    answer: { status: 204 },
  },
  {
    method: 'post',
    path: '/v1/slots/{externalId}/booking',
    summary: 'Confirm or refuse the booking of a slot',
    tag: 'slots',
    scopes: 'slots',
    body: c.BookingAnswerInput,
    answer: { status: 200, schema: c.BookingAnswerView },
  },
];
