/** What a kubelet's messages say, in their payload. Reports of a pod (register): */
export const NOT_READY = 0;
export const READY = 1;
/** And of its end (cancel): it is to be deleted, and its containers are gone. */
export const DELETED = 0;
export const GONE = 1;
