/** A name of the wiring as a construct is called: personKey becomes PersonKey. */
export const titleOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
