/**
 * The words people use, in English and Spanish, and the plainest in Arabic, without accents and in lower case. Revocation counts in any words (FCC, in
 * force since 2025-04-11: any reasonable means revokes, whatever the language), so that list is generous; all others say
 * only what nobody could mean otherwise.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s*,\s*/));

/** What is left of a text without courtesies. The FCC's own words first. */
export const stopWords = words(`
  stop, quit, end, revoke, opt out, optout, cancel, unsubscribe, stopall, stop all, unsub, unsuscribe, remove, no more,
  alto, parar, pare, paren, detener, detengan, detenganse, basta, baja, de baja, fin, terminar, no mas, nomas,
  cancelar, cancele, cancelen, cancela, cancelalo, desuscribir, desuscribirme,
  توقف, توقفوا, ايقاف, اوقفوا, اوقفوا الرسايل, الغاء الاشتراك, الغاء, لا ترسلوا, لا تتصلوا, كفي`);
/** Revoked, too; but the patient may well have meant the visit. */
export const cancelWords = words('cancel, cancelar, cancele, cancelen, cancela, cancelalo, الغاء');
export const startWords = words(`
  start, unstop, restart, resume, subscribe, opt in, optin, iniciar, alta, reanudar, comenzar, empezar, ابدا`);
export const helpWords = words('help, info, information, ayuda, informacion, ayudeme, مساعدة, ساعدوني');
export const yesWords = words('yes, si, نعم');
/** Friendly, and no answer. */
export const courtesies = words(`
  ok, okay, okey, k, kk, thanks, thank, thx, ty, thank you, gracias, muchas, great, perfect, perfecto, good, got, it, noted, cool,
  sure, fine, alright, bueno, bien, vale, listo, dale, nada, por, favor, you, u, too, igualmente, entendido, yes, si, yeah, yep,
  bless, god, dios, le, bendiga, saludos, hi, hello, hola, and, y, very, much, so, mil, esta, ok!, no, problem, worries, problema,
  شكرا, حسنا, تمام, طيب`);

/** Said around a word without changing it: "please stop it", "stop texting me now", "por favor ya no mas mensajes". */
export const fillers = words(`
  please, pls, plz, kindly, just, now, immediately, right, already, it, this, that, me, us, thanks, thank, thx, you, ok, okay, hi, hello,
  hey, sir, maam, texts, texting, text, messages, messaging, message, msgs, sms, calls, calling, everything, the, these, those, from,
  i, want, wanna, to, again, anymore, forever, por, favor, porfavor, porfa, gracias, من, فضلكم, فضلك, رجاء, ya, ahora, mismo, esto, eso, hola, mensajes, mensaje,
  textos, llamadas, los, las, estos, estas, quiero, me, de, una, vez`);

export const stopPhrases: readonly RegExp[] = [
  /\b(stop|quit|cease) (texting|calling|messaging|contacting|sending|writing|bothering|spamming|harassing|bugging)\b/,
  /\b(stop|quit|no more) (with )?(the |these |all |all the |your |any )?(texts?|messages?|msgs?|calls?|sms|notifications|alerts)\b/,
  /\b(do not|don'?t|never|please no longer) (ever )?(text|call|contact|message|msg|bother|write|send)( to)? (me|us|this number|here|any ?more|again|texts|messages)\b(?!.*\b(instead|only|later)\b)/,
  /\b(do not|don'?t) want (any |any more |more |these |your |to (get|receive|be) )?(texts?|texted|messages?|messaged|calls?|called|contacted)\b/,
  /\bopt (me|us|my number) out\b|\b(want|like|wish) to opt out\b|\bopting out\b/,
  /\bunsubscribe (me|us|my|this)\b|\bplease unsubscribe\b/,
  /\b(remove|delete|take) (me|us|my number|my name|this number)( off| from|$)/,
  /\bleave (me|us) alone\b|\blose (my|this) number\b/,
  /\b(revoke|withdraw|revoco|retiro) (my |all |mi )?(consent|permission|consentimiento|permiso)\b/,
  /\bno (me|nos) (llamen?|escriban?|manden?|envien?|texteen?|contacten?|molesten?|marquen?|hablen?)\b/,
  /\bno (llamen?|escriban?|manden?|envien?|molesten?) (mas|mensajes|textos)\b/,
  /\b(dejen?|deja|dejar|paren?|para|parar) de (llamar|escribir|mandar|enviar|molestar|textear|contactar|hablar)(me|nos)?\b/,
  /\bno (quiero|deseo) (mas |recibir |recibir mas |sus )+(mensajes?|textos?|llamadas?|sms|avisos?|nada)\b/,
  /\bno (quiero|deseo) que (me|nos) (llamen|escriban|manden|envien|contacten|molesten)\b/,
  /\b(dar|dame|darme|denme|deme|darse|quiero la|solicito la) (de )?baja\b|\bdesuscrib\w+\b/,
  /\b(borren?|eliminen?|quiten?|saquen?)(me\b| mi (numero|nombre)\b| este numero\b)/,
  /\bno mas (mensajes?|textos?|llamadas?|sms|avisos?)\b/,
];

export const wrongNumberPhrases: readonly RegExp[] = [
  /(?<!\bnot (a |the )?)\bwrong (number|person|phone|no|num)\b/,
  /\bnot (the )?(right|correct) (number|person)\b/,
  /\b(nobody|no one|noone|no body) (here |at this number )*(by|with|named|of) (that|this|the)\b/,
  /\b(not|no longer|isn'?t) (her|his|their) (number|phone|cell)\b/,
  /^(sorry )?(no )?(that'?s |that is |this is |its |it's )?not me$/,
  /\bnumero (equivocado|incorrecto|erroneo)\b|\bequivocad[oa]s? de (numero|persona)\b/,
  /\bse (ha |han )?equivoc(o|a|aron|ado)\b|\b(esta|estan) equivocad[oa]s?\b/,
  /\beste no es (el|su) (numero|telefono|celular)\b/,
  /^(perdon |disculpe )?(no )?no soy (yo|esa persona|el|ella)$/,
  /رقم (خطا|خاطي|غلط)|الرقم (خطا|خاطي|غلط)/,
];

export const whoPhrases: readonly RegExp[] = [
  /^(who|whos|who'?s|who is|who are|who dis|who am|who sent|who the)\b/,
  /^(quien|quienes|de quien|de parte de quien|con quien)\b/,
  /^من (انت|انتم|معي|يكتب)/,
];

/** On the way, at the door, or late for a visit that is not there: the desk must know at once. */
export const onTheWayPhrases: readonly RegExp[] = [
  /\bon (my|our|the) way\b|\bomw\b|\botw\b/,
  /\b(heading|headed|driving|coming|walking) (there|over|in now|your way|to (you|the|your))\b/,
  /\b(almost|nearly) there\b|(?<!(can'?t|won'?t|cannot|not) )\b(be|get) there (in|by|soon|shortly|at)\b|\bthere in \d+\b/,
  /\b(leaving|left) (now|home|the house|work)\b|\bjust left\b/,
  /\b(i'?m|i am|we'?re|we are) (already |just |now )?(here|outside|inside|downstairs|parked|parking|arriving|at (the|your)|in (the|your) (parking|waiting|lobby|lot|building|office|clinic))/,
  /\balready here\b|\bhere now\b|\bjust (arrived|got here)\b|\b(i|we)('?ve| have)? arrived\b|\bin the (parking|waiting|lobby)\b/,
  /\brunning (a (bit|little) |\d+ min\w* )?late\b|\b(will|i'?ll) be late\b/,
  /\b(voy|vamos|estoy|estamos) (ya )?(en camino|de camino|llegando|saliendo|para alla|para alli)\b|\b(manejando|conduciendo) (para|hacia|al|a la)\b|\ben camino\b|\bya voy\b|\bya vamos\b/,
  /\b(ya )?(estoy|estamos) (ya )?(aqui|aca|alli|alla|ahi|afuera|adentro|abajo|cerca|en (la|el) (clinica|consultorio|consulta|sala|estacionamiento|parqueo|recepcion|oficina|entrada|edificio|puerta))\b/,
  /\bya (llegue|llegamos|sali|salimos|casi llego)\b|\bacabo de llegar\b|\bllego (en|tarde|a las)\b|\bvoy tarde\b|\bvoy a llegar\b/,
  /في الطريق|(^| )(وصلت|وصلنا)|(انا|نحن) هنا/,
];

/** Phones and mail programs that answer for their owner: never an answer, and never answered. */
export const autoReplyPhrases: readonly RegExp[] = [
  /\bdo not disturb\b|\bdriving focus\b|\bnot receiving notifications\b|\bno molestar\b|\bno recib(o|e|ir) notificaciones\b/,
  /\bauto(matic|mated|matica|matico)?[- ]?(reply|response|answer|message|respuesta|mensaje)\b|\b(respuesta|mensaje) automatic[oa]\b/,
  /\bout of (the )?office\b|\bfuera de (la )?oficina\b|\bsent from my car\b/,
  /\b(i'?m|i am) (currently )?driving\b(?! (there|over|home|back|in|up|down|your way|to))/,
  /\b(estoy|voy) (conduciendo|manejando)\b(?! (para|hacia|a |al ))/,
  /\bi('?ll| will) (get back to you|see your message|respond|reply|answer) (later|when|once|as soon|after)\b/,
];

/** `Liked "…"`: a phone's way to say that a thumb was put on our text, with our own words in quotes. */
export const reaction =
  /^(liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{0,16}to|removed .{0,24}from|le (gusto|encanto)|(le )?dio .{0,24}a) ?"/;
