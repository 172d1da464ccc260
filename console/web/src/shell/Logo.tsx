/** The product's mark and name. */

import type { ReactNode } from "react";
import classes from "./Shell.module.css";

export function Logo(): ReactNode {
  return (
    <span className={classes.logo}>
      <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={26} height={26} />
      <span>Tanya</span>
    </span>
  );
}
