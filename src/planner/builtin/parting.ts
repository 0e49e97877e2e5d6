/** Thanks and a goodbye in as many words as people give them: every part of what is said is one of the two, or praise. */

const MUCH =
  '(?: (?:so|very|ever so) much| a (?:lot|lot lot|million|bunch|ton)| lots| loads| again| indeed| sana| you| to you| mate| team| all| guys|(?: my)? (?:dear|friend|brother|sister|sir|madam|ma.am|boss|love|darling|buddy|pal|man|dearest)| my (?:dear|friend)| nod| bot| for (?:now|today|everything|that|this|it|(?:all |all of )?(?:your|the) (?:[a-z]+ )?(?:help|time|patience|support|work|service|kindness|assistance|hard work))(?: (?:today|tonight|so far|with (?:this|that|it|everything)|(?:that )?you(?:.ve| have)? (?:done|did|do)(?: for (?:me|us))?|this week))*)*';
const WELL =
  '(?:(?:ok(?:ay)?|great|brilliant|perfect|lovely|super|wonderful|fantastic|awesome|nice|cool|right|alright|good|well|and|so|many|big|oh) )*';
const THANKS = new RegExp(`^${WELL}(?:thanks?|thx|cheers|asante|thank you|ta|much appreciated|merci)${MUCH}$`, 'i');
const WHEN =
  '(?: (?:now|then|for now|soon|later|again|around|tomorrow|tonight|next (?:time|week)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|in the morning|all|everyone|mate|nod|bot|bye|to you(?: (?:soon|later|tomorrow))?))*';
const BYE = new RegExp(
  `^(?:and )?(?:(?:ok(?:ay)?|well|right) )?(?:good ?bye|bye|good ?night|kwaheri|tutaonana|ciao|cheerio|see (?:you|ya)|(?:talk|speak|chat)(?: to you)?(?= (?:soon|later|tomorrow|again|next))|catch (?:you|ya)(?= (?:soon|later|tomorrow|around))|until (?:next time|tomorrow)|take care|(?:may )?god bless(?: (?:you|us)(?: all)?)?|(?:be|stay) (?:blessed|safe|well)|bless you|(?:m?ungu )?a?ku?bariki(?:we)?|ubarikiwe|barikiwa|ttyl|so long|(?:have|enjoy) (?:a |an |the |your )(?:(?:nice|good|great|lovely|wonderful|blessed) )?(?:rest of (?:the|your) )?(?:day|evening|weekend|week|night|afternoon|one|morning))${WHEN}$`,
  'i',
);
const PRAISE =
  /^(?:and )?(?:(?:you|that|this|it|all that|everything)(?:'ve| have|'re| are| were|'s| is| was| has)(?: all)?(?: been)?|what) (?:(?:really|very|so|such|truly|just|super|most|extremely|always|an?|the|of|my|day|today|real|great|big|huge) )*(?:helpful|help|kind|great|good|amazing|brilliant|lovely|wonderful|patient|useful|perfect|quick|fast|easy|nice|star|legend|life ?-?saver|best|fantastic|awesome)(?: (?:today|tonight|this (?:morning|afternoon|evening)|as (?:always|ever|usual)|to me|with (?:this|that|everything)|so far|help|work))*$/i;
const ENOUGH =
  /^(?:and )?(?:(?:i|we)(?: (?:really|truly|do|so))* appreciate (?:it|this|that|you|everything|(?:all )?(?:your|the) (?:help|work|time))|(?:what an? )?(?:legend|star|hero|life ?saver|genius|champ|champion)|(?:that|this)(?:'s| is| was| will be|'ll be) (?:all|it|everything)(?: (?:i (?:need|needed|wanted)|for (?:now|today)|from me))*|nothing (?:else|more)(?: (?:for (?:now|today)|from me))*|i'?m (?:all )?(?:done|good|set)(?: (?:for (?:now|today)))*|no more(?: for (?:now|today))?|ok(?:ay)?|great|brilliant|perfect|lovely|super|awesome|nice|cool|right|alright|well|wow|haha+)$/i;

export function partsWell(text: string): boolean {
  const parts = text
    .replace(/[’‘]/g, "'")
    .split(/[,.!;:?–—-]+(?=\s|$)|\s(?=(?:good ?bye|bye)\b)|\band (?=(?:have a|see|good|bye|take|thank|you))/i)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const greets = parts.some((part) => THANKS.test(part) || BYE.test(part));
  return (
    greets && text.length < 160 && parts.every((part) => [THANKS, BYE, PRAISE, ENOUGH].some((one) => one.test(part)))
  );
}
