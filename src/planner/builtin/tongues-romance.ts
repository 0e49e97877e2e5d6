/** French, Spanish, Portuguese and Italian words with which people say when something happens and what is to be done. */

export type Rule = [RegExp, string | ((...found: string[]) => string)];

const DAYS: [string, string][] = [
  ['lundis?|lunes|segundas?(?:-feiras?)?|lunedì|lunedi', 'monday'],
  ['mardis?|martes|terças?(?:-feiras?)?|martedì|martedi', 'tuesday'],
  ['mercredis?|miércoles|miercoles|quartas?(?:-feiras?)?|mercoledì|mercoledi', 'wednesday'],
  ['jeudis?|jueves|quintas?(?:-feiras?)?|giovedì|giovedi', 'thursday'],
  ['vendredis?|viernes|sextas?(?:-feiras?)?|venerdì|venerdi', 'friday'],
  ['samedis?|sábados?|sabados?|sabato', 'saturday'],
  ['dimanches?|domingos?|domenica', 'sunday'],
];
const DAY = DAYS.map(([names]) => names).join('|');
const day = (name: string): string => DAYS.find(([names]) => new RegExp(`^(?:${names})$`, 'i').test(name))?.[1] ?? name;
/** `\b` knows no accents. */
const WORD = (words: string, end = true): RegExp =>
  new RegExp(`(?<![\\p{L}\\d])(?:${words})${end ? '(?![\\p{L}])' : ''}`, 'giu');
const two = (digits = ''): string => digits.padStart(2, '0');

export const ROMANCE: Rule[] = [
  [
    WORD(
      `(?:tous les|chaque|todos los|cada|todas as|todos os|toda|todo|ogni|tutti i|tutte le|le|los|el|às|aos|il|la) (${DAY})`,
    ),
    (_all, name = '') => `every ${day(name)}`,
  ],
  [WORD(`(?:et|y|e) (${DAY})`), (_all, name = '') => `and ${day(name)}`],
  [
    WORD(
      'tous les jours ouvrables|tous les jours de la semaine|(?:de|entre) lunes a viernes|días laborables|dias úteis|nei giorni feriali|du lundi au vendredi|de segunda a sexta',
    ),
    'every weekday',
  ],
  [
    WORD(
      'tous les jours|chaque jour|todos los d[ií]as|cada d[ií]a|todos os dias|cada dia|ogni giorno|tutti i giorni|quotidiennement|diariamente',
    ),
    'every day',
  ],
  [
    WORD(
      'tous les matins|chaque matin|todas las mañanas|cada mañana|todas as manhãs|toda manhã|ogni mattina|tutte le mattine',
    ),
    'every morning',
  ],
  [
    WORD('tous les soirs|chaque soir|todas las noches|cada noche|todas as noites|toda noite|ogni sera'),
    'every evening',
  ],
  [WORD('toutes les heures|chaque heure|cada hora|toda hora|ogni ora'), 'every hour'],
  [WORD('tous les mois|chaque mois|cada mes|todos los meses|todo mês|cada mês|ogni mese'), 'every month'],
  [
    WORD(
      'le premier du mois|el (?:primer día|primero|1) (?:de cada|del) mes|no primeiro dia (?:de cada|do) mês|il primo del mese',
    ),
    'on the 1st of every month',
  ],
  [
    /(?<![\p{L}\d])(?:à|a las|às|alle|a la|as|vers) (\d{1,2}) ?[h:](?: ?(\d{2}))?(?![\p{L}\d])/giu,
    (_all, hour = '', minute = '') => `at ${two(hour)}:${minute || '00'}`,
  ],
  [
    /(?<![\p{L}\d])(?:à|a las|às|alle|a la|as) (\d{1,2})(?:[:.](\d{2}))?(?: ?(am|pm))?(?: ?(?:heures?|horas?|ore|hrs?|h))?(?![\p{L}\d:])/giu,
    (_all, hour = '', minute = '', half = '') =>
      half ? `at ${hour}${minute ? `:${minute}` : ''}${half}` : `at ${two(hour)}:${minute || '00'}`,
  ],
  [WORD('de la mañana|du matin|da manhã|del mattino|di mattina'), 'in the morning'],
  [WORD("de la tarde|de l'après-midi|da tarde|del pomeriggio"), 'in the afternoon'],
  [WORD('de la noche|du soir|da noite|di sera'), 'in the evening'],
  [WORD('à midi|al mediod[ií]a|ao meio-dia|a mezzogiorno'), 'at noon'],
  [WORD('demain|mañana|amanhã|domani'), 'tomorrow'],
  [WORD('quand|lorsque|dès que|chaque fois que|cuando|cada vez que|quando|sempre que|ogni volta che'), 'when'],
  [
    WORD(
      "quelqu'un|un client|une cliente|le client|alguien|un cliente|el cliente|alguém|um cliente|o cliente|qualcuno",
    ),
    'a customer',
  ],
  [WORD('paie|paye|paga'), 'pays'],
  [WORD('(?:un|une|uma) (?:nouveau |nouvelle |nuevo |novo |nuovo )?(?:paiement|pago|pagamento)'), 'a payment'],
  [WORD('arrive|llega|chega|arriva'), 'comes in'],
  [
    WORD(
      '(?:envoie|envoyer|envoyez|manda|mande|envía|envia|enviar|mandar|invia|inviare|mandare|manda)(?:-moi| moi|me)?(?= (?:un|une|uma|um|el|le|il|o)? ?(?:e-?mail|mail|courriel|correo|sms|whatsapp|texto|message|mensaje|mensagem|messaggio))',
    ),
    'send',
  ],
  [WORD('(?:publie|poste|publica|publicar|posta|postar|pubblica|écris|escribe|escreve|scrivi)(?= )'), 'post'],
  [
    WORD("rappelle-moi (?:de |d’|d')?|recu[ée]rdame (?:de |que )?|me lembre de |lembre-me de |ricordami di ", false),
    'remind me to ',
  ],
  [WORD('(?:un|une|uma|um|el|le|il) (?:courriel|correo(?: electrónico)?|e-?mail|mail)'), 'an email'],
  [WORD('(?:un|une|uma|um|el|le|il) (sms|whatsapp)'), (_all, what = '') => `a ${what}`],
  [WORD('(?:un|une|uma|um) (?:message|mensaje|mensagem|messaggio|texto)'), 'a message'],
  [/(?<![\p{L}\d])(?:à|au|a|al|para|ao|per|sur|dans|en|no|nel|su|pour) ?$/giu, 'to '],
  [/(?<![\p{L}\d])(?:en|sur|no|su) (?=(?:stripe|intasend|calendly|github|slack|whatsapp)(?![\p{L}]))/giu, 'on '],
  [
    WORD(
      '(?:avec le|con el|com o|con il) (?:texte|message|texto|mensaje|mensagem|testo|messaggio)|en disant|disant|diciendo|que diga|dizendo|dicendo|che dice',
    ),
    'saying',
  ],
  [WORD('objet|asunto|assunto|oggetto'), 'subject'],
  [WORD('puis|ensuite|luego|después|depois|poi'), 'then'],
  [WORD("s'il (?:te|vous) plaît|svp|por favor|per favore"), 'please'],
  [WORD('et|y|e'), 'and'],
];
export const IS_ROMANCE =
  /(?<![\p{L}\d])(?:tous les|chaque|toutes les|todos los|todas las|cada|todos os|todas as|toda|ogni|tutti i|quand|cuando|quando|envoie|envoyez|envoyer|envía|manda|mande|enviar|invia|publie|publica|pubblica|à|às|alle|a las|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|jueves|viernes|domingos?|lunedì|giovedì|venerdì|un|une|uma|et|avec|disant|diciendo|dizendo|paiement|pago|pagamento|demain|mañana|amanhã|domani|alguien|publica|qualcuno|rappelle-moi|recuérdame|jours|soirs|matins|jeudis|lundis|mardis|vendredis)(?![\p{L}])/giu;
