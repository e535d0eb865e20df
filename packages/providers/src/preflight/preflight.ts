/** Everything that must be right before the first patient depends on it. */
import { askGateway, askSendGrid, askTwilio } from './accounts.js';
import type { Finding } from './finding.js';
import { checkSettings } from './settings.js';

/** `ask: false` looks at the settings alone. */
export async function preflight(
  env: Record<string, string | undefined>,
  { ask = true }: { ask?: boolean } = {},
): Promise<{ mayGo: boolean; findings: Finding[] }> {
  const { settings, findings } = checkSettings(env);
  if (settings && ask)
    findings.push(...(await Promise.all([askTwilio, askSendGrid, askGateway].map((a) => a(settings)))).flat());
  return { mayGo: settings !== null && findings.every((f) => f.verdict !== 'refuse'), findings };
}
