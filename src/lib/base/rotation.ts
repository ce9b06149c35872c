/** Why a host that discovery lists is out of rotation; a host may have several reasons. */
export const OUT = { unhealthy: 1, ejected: 2 } as const;
