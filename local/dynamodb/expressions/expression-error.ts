/** An expression that the service refuses; the message comes after `Invalid <parameter>: `. */
export class ExpressionError extends Error {}
