// English words near to words of the lexicon (spelling.ts): common ones of technical prose that are right as they are.

export const plainWords =
  'about above absolute accessed accessor accessors account activate adding after again all alone also alter ' +
  'altered altogether always among amount any are around band batch because becoming been before being bells ' +
  'below best better between bind black blindly border both bother bound bring bringing brings browse but call ' +
  'came camel can card cards careless catch catches center change changed changes changing chart charts chose ' +
  'clause clean clear click clone clones cloning close closer closest closure closures codes coding cold ' +
  'collected collection collections come compression conform conforming conforms connector consumer consumers ' +
  'container containers contents contexts continuous contract controlled controlling convention conventions ' +
  'conversion conversions converted converting converts core corruption could count counter counters country ' +
  'course cover covered covering covers creation cross customize customized customizing date dates decode ' +
  'decrease definitely delay delayed delays deletion denote dependent dependents dereference detached detection ' +
  'difference differences different differently directed directive directives discord discriminator distance ' +
  'does done door double down drawn duplication each ease effect effects efficient efficiently eight else email ' +
  'emails enable enforced entire entirely especially even event ever every examine executed exit exited exiting ' +
  'exits expiry exported expression expressions extended fall feeds few field fields filled filter filtered ' +
  'filtering filters final find fine fire first fixed fixes folder folders for forking form formal formally ' +
  'formed forth found fraction fresh friend from full fully functional funding furnished gain gained game ' +
  'gather gave gender give given goes good grained great ground guess guessed had half hall hand handler ' +
  'handlers hands handy has hatch have having head heading headings heads heart here high hold holder holders ' +
  'hole holes home hooks host hosts house how ideal ideally identified identifies implicit implicitly includes ' +
  'incoming incomplete incremental incrementally indented indication indicator indicators inference inferred ' +
  'inherent inherently initiative inserted inspected intent interact interacting interacts intercept ' +
  'intercepted interface interfaces internal internally internals interpreter intersect into intro invocation ' +
  'invocations its itself just keep kicked kind kinds know land large last late later latter layer layers lead ' +
  'leads learn lease least left less let letter liability light like line list listed little lock locked ' +
  'locking locks logger loggers lone long looking looks loose lose lots made make many mark marks master match ' +
  'matched matches matching matter may mean meter might mind mine minus misleading misuse misused mode modes ' +
  'module modules more most much must mutually name natively near nearly need needlessly negation never newer ' +
  'next notes older once only onto order orders other ought our ours out outer over overridden overwrite own ' +
  'packed packs paint parity part past paste patch patched patches patching pause paused pays phone picked ' +
  'place plane plans point pollution pools port ports positional positionals positive possible preference ' +
  'presence preserve preserved preserves preset previews print printed printing prints processor processors ' +
  'project projects promised promote prone properties property props provider providers pull pulls pure purely ' +
  'push put quite rather read readability readable real recent recently reduction regressed rejection relative ' +
  'relevant relied relies rely relying render rendered rendering renders replaced replacing replay replayed ' +
  'replaying reported reporting resolution resolutions resolves respecting rest restored retain retained ' +
  'reusable revealed reverted right rotation round rounding route routed routes safe same sand save say says ' +
  'scale scope seeds seem seems seen selected self send sense sensing separator separators sequencer serve ' +
  'served serves set seven sever several shall shallow shape shapes she shell shells shims short shot should ' +
  'show shown side simple simpler since single sized sizes skill skills skips slack slice slight slightly small ' +
  'smart snake socks some soon sort sorts sound special specialized speed spent stable stack stage stale ' +
  'staleness stand star stars start state still stop store stored stores storing style such suffer supplies ' +
  'supports suppress suppressed sure take taken tasks teach teams terminal terminals terminator test text than ' +
  'thank that the their them then there these they thin thing things think this those though thought thread ' +
  'threaded threading threads threat three through thus tick ticks tied time times token tokens told too toward ' +
  'tracked trade trailing transform transformed transforming transforms translate translated traversing tree ' +
  'trees trick tricked tricks turn two unavailable unchanged under understand understood unexpected ' +
  'unexpectedly unintended unreachable unreliable unset unterminated until upon usable use used users very via ' +
  'void walking want was water wave way weight well went were what whatever when where wherever which while ' +
  'white who whole whom whose why wider width will wind wins with within word words work works world worse ' +
  'would year years yes yet you your';
