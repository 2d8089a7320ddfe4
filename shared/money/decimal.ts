import { Decimal } from "decimal.js";

/**
 * The only place that configures decimal.js: a clone, so that no other package can change how we round. 40 digits hold any product of a
 * safe integer and a ratio exactly; ROUND_HALF_UP is used only where a figure is shown.
 */
export const MoneyDecimal = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });
