import type { Command } from '../types.ts';

/** The sentences commands are said in, the first that fits. */
export const RULES: [RegExp, Command][] = [
  [
    /^(?:stop|pause|halt|kill|freeze|disable|turn off|shut down) (?:everything|all(?: (?:of )?(?:my |the |them|it))?(?: ?workflows| ?automations| ?of them)?|all)$/i,
    'stop_everything',
  ],
  [
    /^(?:what|which) (?:workflows?|automations?)\b.*\b(?:do i have|have i|are (?:there|active|running|paused|set up|on|mine)|i have|did i (?:make|create|set up)|exist)\b|^(?:list|show|see|display|give|what are|view|get)(?: me)?(?: a list of)?(?: all)?(?: of)?(?: my| the)?(?: active| current| existing| paused| running)? ?(?:workflows|automations|flows)(?: list)?$|^(?:list|show|see|display|give|tell)(?: me)? (?:everything|all|what)(?: that)? (?:i(?:'ve| have)?|we(?:'ve| have)?|is|you(?:'ve| have)?)(?: got)? (?:set up|made|created|built|have|running|active|got|automated|scheduled)(?: so far| for me| here)?$|^my (?:workflows|automations)$|^(?:workflows|automations|list)$|^(?:do i have|have i got|are there) any (?:workflows|automations).*|^what(?:'s| is| have i got| do i have| is there)?(?: currently)? (?:running|set up|active|automated|scheduled)(?: (?:right )?now| for me| at the moment)?$|^how many (?:workflows|automations).*|^onyesha workflows?.*/i,
    'list',
  ],
  [/^(?:rename|re-name|call) (.+?) ["“'‘](.+?)["”'’](?: from now on)?$/i, 'rename'],
  [/^(?:rename|re-name|change the name of) (.+?) (?:to|as|into|=>|->) (.+)$/i, 'rename'],
  [/^(?:rename|re-name|change the name of) (.+)$/i, 'rename'],
  [
    /^(?:why|what) (?:did|has|is|was|does|went|happened|made|caused)\b.*\b(?:fail|failed|failing|wrong|break|broke|broken|stop|stopped|error|errored|not run|crash|crashed|work|run)\b.*|^why\b.*\b(?:fail|failed|failing|error|not work|didn't|did not|broke|stop)\b.*|^how come\b.*\b(?:fail|failed|didn'?t|did not|not|broke|stopped|error)\b.*|^.+? (?:did ?n[o']t|didn’t|failed to|would ?n[o']t|has ?n[o']t) (?:go through|run|work|fire|send|start|finish)[,;.?!]* ?(?:so |and )?(?:what (?:went wrong|happened)|why|how come)|^explain (?:the |what )?.*(?:fail|error).*|^what(?:'s| is) wrong with .+|^(?:what(?:'s| is) up with|what about|about|regarding|so) .+[,;?] ?(?:and )?why\b.*\b(?:fail|failing|failed|error|not work|stop|stopped|break|breaking)\b.*/i,
    'why',
  ],
  [
    /^(?:which|what) (?:ones|workflows|automations|of (?:them|my (?:workflows|automations|flows)))(?: of mine)? (?:are|is|have) (?:currently )?(?:paused|active|running|on|off|failed|failing|live|stopped)$/i,
    'list',
  ],
  [
    /^what happened (?:to|with|in|during) (.+)$|^how did (.+?) (?:go|do|run|work out|work)(?: (?:(?:in|over|during|on) )?(?:the |its |these )?(?:last|past|latest|recent|previous) .{1,40}| lately| recently| so far| these days)*$|^(?:any|were there any|are there any|have there been any) (?:problems|issues|errors|trouble|failures|hiccups) (?:with|in|on) (.+?)(?: (?:lately|recently|so far|these days|(?:in|over|during) .{1,30}))*$/i,
    'history',
  ],
  [
    /^(?:(?:show|give|get|see|list|view|what is|what's)(?: me)?(?: the)? )?(?:run |execution )?(?:history|past runs|last runs|recent runs|previous runs|runs|executions|log|logs)(?: (?:of|for|from))? (.+)$|^(?:show|give|see|view|list|get)(?: me)? (?:the )?(?:last|recent|past|previous)(?: \w+)? (?:runs|executions) (?:of|for|from) (.+)$|^(?:how (?:often|many times) (?:did|has) )(.+?) (?:run|ran)$|^when did (.+?) (?:last )?(?:run|fire)(?: last)?$|^(?:show|give|see|view)(?: me)? (.+?)(?:'s)? (?:run )?(?:history|runs|past runs|executions|logs?)$/i,
    'history',
  ],
  [
    /^(?:pause|suspend|hold|freeze|disable|deactivate|mute|switch off|turn off|halt|stop|put (?:on hold)|simamisha|zima)(?: running)? (.+)$|^(?:put|turn|switch|set) (.+?) (?:on hold|on pause|off)$/i,
    'pause',
  ],
  [
    /^(?:resume|unpause|un-pause|restart|restore|revive|reactivate|re-activate|enable|re-enable|activate|turn on|switch on|turn back on|continue|start up|washa|bring back|unfreeze|unmute)(?: running)? (.+)$|^(?:turn|switch|start|bring) (.+?) (?:back on|on(?: again)?|back|up again)$|^start (.+?) again$|^(?:get|set|bring|put) (.+?) (?:going|running|working|back to work|back in action)(?: again)?$/i,
    'resume',
  ],
  [
    /^(?:delete|remove|erase|trash|get rid of|bin|discard|scrap|archive|kill|throw away|destroy|drop|futa) (.+)$/i,
    'delete',
  ],
  [
    /^i (?:no longer|don'?t) (?:need|want) (.+?)(?: any ?more)?(?:,? (?:so )?(?:please )?(?:delete|remove|get rid of|drop|bin|scrap|erase) (?:it|that))$/i,
    'delete',
  ],
  [/^(?:don'?t|do not|never) (?:run|send(?: out)?|post) (.+?)(?: (?:until|till|for now|any ?more).*)?$/i, 'pause'],
  [/^(?:don'?t|do not) (pay .+?)(?: (?:until|till|for now|any ?more).*)?$/i, 'pause'],
  [/^(?:run|execute|trigger|fire|launch|kick off|start|do|test run|set off|endesha)(?: off)? (.+)$/i, 'run'],
  [
    /^(?:what(?:'s| is) the )?(?:status|state)(?: of| for)? (.+)$|^(?:how is|how's|is) (.+?) (?:doing|going|running|active|paused|on|working|still (?:on|running|active))$|^did (.+?) (?:run|work|succeed|go through|fail)$/i,
    'status',
  ],
  [
    /^(?:show|open|display|view|describe|see|explain|tell me about|what does|what is in|what's in)(?: me)? (.+?)(?: do(?:es)?)?$/i,
    'show',
  ],
];
