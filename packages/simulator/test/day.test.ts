import { describe, expect, test } from '@jest/globals';
import { AppointmentInput, PracticeInput, readPhone, SlotInput } from '@rollcall/contracts';
import { castForDay } from '../src/day/cast-for-day.js';
import { type GeneratedDay, generateDay } from '../src/day/generate-day.js';
import { CastEntry } from '../src/people/cast.js';
import { castOnly, personaNames } from '../src/people/personas.js';

// 06:45 in New York, a Tuesday.
const now = new Date('2026-11-24T11:45:00Z');
const day = generateDay({ patients: 200, seed: 7, now });
const contactsOf = (d: GeneratedDay) =>
  d.batch.appointments.flatMap((a) => (a.patient.guardian ?? a.patient).contacts ?? []);

describe('a generated day', () => {
  test.each([1, 12, 40, 200, 1000])('of %i patients is valid in every row', (patients) => {
    const made = generateDay({ patients, seed: 3, now });
    expect(made.batch.appointments).toHaveLength(patients);
    for (const a of made.batch.appointments) AppointmentInput.parse(a);
    for (const s of made.slots) SlotInput.parse(s);
    for (const c of made.cast) CastEntry.parse(c);
    PracticeInput.parse(made.practice);
  });

  test('is the same for the same seed, and another for another', () => {
    expect(generateDay({ patients: 200, seed: 7, now })).toEqual(day);
    expect(generateDay({ patients: 200, seed: 8, now })).not.toEqual(day);
  });

  test('has everybody in it', () => {
    expect(new Set(day.cast.map((c) => c.persona))).toEqual(
      new Set(personaNames.filter((name) => !castOnly.includes(name))),
    );
  });

  test('has the important ones already among twelve', () => {
    const personas = new Set(generateDay({ patients: 12, seed: 7, now }).cast.map((c) => c.persona));
    for (const persona of ['texts-1-then-chooses-slot', 'clicks-link', 'whatsapp-button-1', 'landline', 'texts-STOP'])
      expect(personas).toContain(persona);
  });

  test('names each patient and appointment once, and knows everybody behind an address', () => {
    const { appointments } = day.batch;
    expect(new Set(appointments.map((a) => a.externalId)).size).toBe(200);
    expect(new Set(appointments.map((a) => a.patient.externalId)).size).toBe(200);
    const cast = new Set(day.cast.map((c) => c.address));
    for (const c of contactsOf(day)) expect(cast).toContain(c.value);
    expect(cast.size).toBe(day.cast.length);
  });

  test('uses only numbers and addresses that belong to nobody', () => {
    for (const { system, value } of contactsOf(day)) {
      if (system === 'email') expect(value).toMatch(/^[a-z.]+\.\d+@example\.org$/);
      else {
        expect(value).toMatch(/^\+1[2-9]\d\d55501\d\d$/);
        expect(readPhone(value, 'US')).toMatchObject({ ok: true, e164: value });
      }
    }
  });

  test('lies between half past nine and half past five, and no practitioner sees two at once', () => {
    const seen = new Set<string>();
    for (const a of day.batch.appointments) {
      expect(a.start.slice(0, 10)).toBe('2026-11-24');
      expect(a.start.slice(11, 16) >= '09:30' && a.end.slice(11, 16) <= '17:30').toBe(true);
      expect(a.travelMinutes).toBeGreaterThanOrEqual(10);
      expect(a.travelMinutes).toBeLessThanOrEqual(35);
      seen.add(`${a.practitioner.externalId} ${a.start}`);
    }
    expect(seen.size).toBe(200);
  });

  test('has families on one morning, a shared number, people without contacts, and names that break things', () => {
    const { appointments } = day.batch;
    const families = new Map<string, typeof appointments>();
    for (const a of appointments) {
      const family = a.patient.guardian?.externalId ?? '';
      families.set(family, [...(families.get(family) ?? []), a]);
    }
    families.delete('');
    const sizes = [...families.values()].map((f) => f.length);
    expect(sizes).toContain(2);
    expect(sizes).toContain(3);
    for (const siblings of families.values()) {
      expect(siblings.every((a) => a.start.slice(11, 13) < '12')).toBe(true);
      expect(new Set(siblings.map((a) => a.start)).size).toBe(siblings.length);
    }
    const phones = appointments.filter((a) => !a.patient.guardian).flatMap((a) => a.patient.contacts ?? []);
    const own = phones.filter((c) => c.system === 'phone').map((c) => c.value);
    expect(own.length - new Set(own).size).toBeGreaterThanOrEqual(1);
    expect(appointments.some((a) => !a.patient.guardian && a.patient.contacts?.length === 0)).toBe(true);
    const names = appointments.map((a) => `${a.patient.name.given} ${a.patient.name.family}`).join('\n');
    expect(names).toMatch(/O'Brien/);
    expect(names).toMatch(/[\u0600-\u06ff]/);
    expect(appointments.some((a) => a.patient.name.family.length === 50)).toBe(true);
    expect(new Set(appointments.map((a) => a.patient.language))).toEqual(new Set(['en', 'es']));
    expect(contactsOf(day).some((c) => c.consent === 'unknown')).toBe(true);
  });

  test('is mostly answered by text, then by link, chat and call', () => {
    const share = (fits: (persona: string) => boolean): number => day.cast.filter((c) => fits(c.persona)).length / 200;
    expect(share((p) => /^texts-1/.test(p))).toBeGreaterThan(0.35);
    expect(share((p) => p.startsWith('clicks-link'))).toBeGreaterThan(0.1);
    expect(share((p) => p.startsWith('whatsapp-button'))).toBeGreaterThan(0.05);
    expect(share((p) => /presses-[12]/.test(p))).toBeGreaterThan(0.1);
  });

  test('leaves free time on the next working days with the same practitioners, but none for an infusion', () => {
    const practitioners = new Set(day.batch.appointments.map((a) => a.practitioner.externalId));
    const taken = new Set<string>();
    for (const slot of day.slots) {
      expect(practitioners).toContain(slot.resource);
      const weekday = new Date(`${slot.start.slice(0, 10)}T12:00:00Z`).getUTCDay();
      expect(weekday).toBeGreaterThanOrEqual(1);
      expect(weekday).toBeLessThanOrEqual(5);
      expect(slot.start.slice(0, 10) > '2026-11-24' && slot.start.slice(0, 10) <= '2026-12-08').toBe(true);
      expect(slot.visitTypes?.length).toBeGreaterThan(0);
      expect(slot.visitTypes).not.toContain('infusion');
      taken.add(`${slot.resource} ${slot.start}`);
    }
    expect(taken.size).toBe(day.slots.length);
    expect(day.slots.length).toBeGreaterThan(140);
    expect(day.batch.appointments.some((a) => a.visitType === 'infusion')).toBe(true);
  });

  test('cannot be made for nobody', () => {
    expect(() => generateDay({ patients: 0, seed: 1, now })).toThrow(RangeError);
  });
});

describe('people for a day of somebody’s own', () => {
  test('cover every address once, as the providers will see it, the same for the same seed', () => {
    const cast = castForDay(day.batch, 5);
    expect(castForDay(day.batch, 5)).toEqual(cast);
    const expected = new Set(contactsOf(day).map((c) => (c.system === 'whatsapp' ? `whatsapp:${c.value}` : c.value)));
    expect(new Set(cast.map((c) => c.address))).toEqual(expected);
    expect(cast.length).toBe(expected.size);
  });

  test('are found behind numbers in any writing; what is no number is left out', () => {
    const [first] = day.batch.appointments;
    if (!first) throw new Error('the day is empty');
    const contacts = [
      { system: 'phone' as const, value: '(212) 555-0101' },
      { system: 'phone' as const, value: 'call my wife' },
      { system: 'email' as const, value: 'Ana@Example.org' },
    ];
    const batch = {
      ...day.batch,
      appointments: [{ ...first, patient: { ...first.patient, guardian: null, contacts } }],
    };
    expect(castForDay(batch, 5).map((c) => c.address)).toEqual(['+12125550101', 'ana@example.org']);
  });
});
