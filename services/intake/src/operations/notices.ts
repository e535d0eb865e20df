/** Notices and outreaches: each patient's own story. */
import * as c from '@rollcall/contracts';
import type { Operation } from './operation.js';

export const notices: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/notices/{id}',
    summary: 'A notice with its outreach, plan and timeline',
    tag: 'notices',
    scopes: 'batches or operate',
    answer: { status: 200, schema: c.NoticeDetail },
  },
  {
    method: 'post',
    path: '/v1/notices/{id}/withdraw',
    summary: 'The appointment is on after all: stop, and correct those already told',
    tag: 'notices',
    scopes: 'batches',
    body: c.WithdrawInput,
    answer: { status: 200, schema: c.NoticeView },
  },
  {
    method: 'get',
    path: '/v1/outreaches/{id}',
    summary: 'An outreach with the reason for every step',
    tag: 'notices',
    scopes: 'batches or operate',
    answer: { status: 200, schema: c.OutreachView },
  },
  {
    method: 'post',
    path: '/v1/outreaches/{id}/attest',
    summary: 'An operator says, by name and how, that the party knows or cannot be reached',
    tag: 'notices',
    scopes: 'operate',
    body: c.AttestInput,
    answer: { status: 200, schema: c.OutreachView },
  },
];
