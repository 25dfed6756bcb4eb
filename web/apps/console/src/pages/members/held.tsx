import { Fragment, type ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { HeldEntitlements } from "../benefits/held.tsx";
import { HeldCoupons } from "../coupons/held.tsx";
import { HeldRedemptions } from "../mall/held.tsx";
import { HeldPlans } from "../plans/held.tsx";
import { HeldBenefits } from "../programme/held.tsx";
import { HeldRewards } from "../rewards/held.tsx";
import { HeldValue } from "../value/held.tsx";

/** What a section of the tab is given. */
export interface HeldProps {
  member: Schema<"MemberOut">;
}

/** The sections of the tab "holdings", from top to bottom: each room of what members hold adds its own, a card. */
const sections: { key: string; Section: (props: HeldProps) => ReactNode }[] = [
  { key: "coupons", Section: HeldCoupons },
  { key: "promised", Section: HeldBenefits },
  { key: "benefits", Section: HeldEntitlements },
  { key: "value", Section: HeldValue },
  { key: "plans", Section: HeldPlans },
  { key: "rewards", Section: HeldRewards },
  { key: "mall", Section: HeldRedemptions },
];

/** Everything that a member holds beside points. */
export function Held({ member }: HeldProps): ReactNode {
  return (
    <div className="stack">
      {sections.map(({ key, Section }) => (
        <Fragment key={key}>
          <Section member={member} />
        </Fragment>
      ))}
    </div>
  );
}
