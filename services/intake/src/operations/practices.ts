/** Practices, their keys, and what only an administrator may do. */
import * as c from '@rollcall/contracts';
import { z } from 'zod';
import { list, type Operation, paging } from './operation.js';

export const practices: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/practices',
    summary: 'Create a practice',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    body: c.PracticeInput,
    answer: { status: 201, schema: c.Practice },
  },
  {
    method: 'get',
    path: '/v1/practices',
    summary: 'List practices',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    query: paging,
    answer: { status: 200, schema: list(c.Practice) },
  },
  {
    method: 'get',
    path: '/v1/practices/{id}',
    summary: 'A practice',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    answer: { status: 200, schema: c.Practice },
  },
  {
    method: 'patch',
    path: '/v1/practices/{id}',
    summary: 'Change a practice',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    body: c.PracticePatch,
    answer: { status: 200, schema: c.Practice },
  },
  {
    method: 'post',
    path: '/v1/practices/{id}/close',
    summary: 'The practice leaves: nothing is sent any more, everybody open is on its call list',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    answer: { status: 200, schema: c.Practice },
  },
  {
    method: 'post',
    path: '/v1/practices/{id}/api-keys',
    summary: 'Make a key; its secret is shown once',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    body: c.ApiKeyInput,
    answer: { status: 201, schema: c.ApiKeyCreated },
  },
  {
    method: 'delete',
    path: '/v1/api-keys/{id}',
    summary: 'Revoke a key',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    answer: { status: 204 },
  },
  {
    method: 'post',
    path: '/v1/senders/release',
    summary: 'After a restored backup: the administrator has compared, and telling goes on',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    answer: { status: 200, schema: z.object({ released: z.int() }) },
  },
];
