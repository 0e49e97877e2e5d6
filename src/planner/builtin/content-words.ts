/** Words at the edges of what a message says, and those that mean what was made before. */

export const EDGES =
  /^(?:[\s\uE000,:;.()-]|(?:on|in|to|via|by|through|at|over|using|from|with|about|of|containing|including|me|us|them|him|her|him|everyone|everybody|people|guys|whole|all|slack|whatsapp|email|mail|sms|text|message|an?|as|know|an email|a message|please|also|then|too|and|both|there|here|it to|up|out|follow|mention|mentioning|include|including|add|adding|of what|again|over|row|line|entry)\b)+|(?:[\s\uE000,:;.()-]|\b(?:on|in|to|into|onto|via|by|through|at|slack|whatsapp|(?<!(?:'s|s'|their|his|her|its|and|the|customer|client|payer|buyer|guest|invitee|attendee|donor|lead|contact|sender) )(?:email|mail|sms)|me|us|them|him|her|and|too|as well|also|please|thanks|thank you|with|then|there|for|the)\b)+$/g;
export const ITSELF =
  /^(?:it|that|this|them|those|these|(?:my|their|his|her) (?:answer|reply|response)|the (?:results?|output|outcome|answer|text|response|list|lot|whole thing|thing|file|post|data)|everything|what(?:'s| is| are|ever is|ever's) (?:new|there|in (?:it|there)|found|on (?:it|that day|the day|today)|happening(?: today| that day)?)|the (?:latest|news|findings|headlines|new (?:ones|items|entries|posts|articles|stuff))|what(?:ever)? (?:comes?|turns?|shows?|pops?) (?:up|back|out)|what(?:ever)? (?:it|you|that|the call|the api|the request) (?:finds?|found|gets?|got|returns?|returned|gives?|gave|answers?|answered|says?|said|sends?(?: back)?|comes back with)(?: back)?|the same)$/;

/** What a step gave itself, rather than what it was given. */
export const RESULT = /^the (?:results?|outcome|output|answer|verdict)$/;

export const THAT =
  /^[\s\uE000]*(?:it|this|that|these|those)(?: (?:to|on|in|via|by|over|too|and|then|there)|[\s\uE000,.;!?])*$/;

export const AS_ROW =
  /\bas (?:an? |its own |the )?(?:new |next |separate )?(?:row|line|entry|record|card|page|message|note|comment)\b/;

/** "the invoice number to our bookkeeper": whom it is for. */
export const WHOM = / (?:to|for) (?:our|my|the|his|her|their) [a-z]+(?: [a-z]+)?$/;

/** "it to the extension officer +254…": whom it is for says the number. */
export const IT_TO =
  /\b(it|this|that|them|these) (?:to|for) (?:our|my|the|his|her|their) [a-z]+(?: [a-z]+)?(?=[\s\uE000.,]*$)/;

/** What somebody is asked or invited to do, in the message itself. */
export const ASKS = /^[\s\uE000,]*(?:to )?(?:ask|asking|invite|inviting|beg|begging|request|requesting)\b/;

/** "their name, their email and “booked”": what is joined to quoted words before them. */
export const JOINED = /(?:[a-z][a-z'_]*(?: [a-z][a-z'_]*){0,4} ?(?:, and |, | and | & |; ?))+[\s\uE000]*$/;
