/**
 * Machines that fetch a link to show a preview of it in a chat, and say so. What they fetch is kept and shown to everybody
 * in the chat, so they get the practice's neutral name and nothing else. Mail scanners do not say who they are: a GET
 * answers nothing to anybody, and the challenge keeps what is read from them where a practice wants that.
 */
import type { FastifyRequest } from 'fastify';

const previews =
  /facebookexternalhit|facebot|whatsapp|slackbot|slack-imgproxy|twitterbot|telegrambot|linkedinbot|discordbot|skypeuripreview|microsoftpreview|viber|line-poker|snapchat|pinterestbot|redditbot|embedly|iframely|google-pagerenderer|applebot|bingpreview/i;

export const isPreviewBot = (request: FastifyRequest): boolean => previews.test(request.headers['user-agent'] ?? '');
