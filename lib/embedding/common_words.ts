/**
 * Words that say little about a text, whatever corpus it is from.
 *
 * @module
 */

/** Weight of a common word; others have 1. */
export const COMMON_WEIGHT = 0.2;

const LANGUAGE = `
a about after again all also am an and any are as at back be because been before being between both
but by came can come could did do does doing done down each even few first for from further get give
go good got had has have he her here him his how i if in into is it its just know last less like ll
look made make many may me might more most much must my need new no not now of off on once one only
or other our out over own people same see she should so some such take than that the their them then
there these they thing things think this those through time to too two under up us use used using ve
very want was way we well were what when where which while who why will with would yes yet you your
aber als auch auf aus bei bin bis das dass dem den der des die doch ein eine einen einer es für hat
ich im ist kann mit nach nicht noch nur oder sich sie sind und von war wenn wie wir wird zu zum zur
au aux avec ce cette dans de des du elle en est et il je la le les leur mais ne nous on ou par pas
pour qu que qui sa sans se ses son sont sur un une vous como con del el ella es esta este hay las lo
los muy para pero por si sin su sus todo una y
`;

const FORGES = `
add added adds bug change changed changes close closed closes code com commit description error
expected file files fix fixed fixes git github gitlab http https issue issues line lines merge org
pr pull remove removed request requests reproduce steps summary test tests update updated version
www actual behavior behaviour
`;

/** The common words of some languages and of forges. */
export function commonWords(): string[] {
  return `${LANGUAGE} ${FORGES}`.split(/\s+/).filter((word) => word !== "");
}
