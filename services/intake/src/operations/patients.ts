/** Patients, as the practice's system changes them in the middle of a batch. */
import * as c from '@rollcall/contracts';
import type { Operation } from './operation.js';

export const patients: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/patients/{externalId}',
    summary:
      'How a patient is reached, without names and numbers: which contact points are good, and what is wrong with the others',
    tag: 'patients',
    scopes: 'batches',
    answer: { status: 200, schema: c.PatientView },
  },
  {
    method: 'patch',
    path: '/v1/patients/{externalId}',
    summary:
      'What changed about a patient, also in the middle of a batch: contacts, needs, died, not to be contacted by machine',
    tag: 'patients',
    scopes: 'batches',
    body: c.PatientPatch,
    answer: { status: 200, schema: c.PatientView },
  },
  {
    method: 'post',
    path: '/v1/patients/{externalId}/merge',
    summary: 'This record is a duplicate: the same visit is owed once, under the record that stays',
    tag: 'patients',
    scopes: 'batches',
    body: c.PatientMerge,
    answer: { status: 200, schema: c.PatientView },
  },
];
