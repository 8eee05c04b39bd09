import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/** Unfolds what is folded while the page is printed: paper cannot be clicked. */
export class Paper extends Interaction {
    static selector = ".o_relationship_portal";
    dynamicContent = {
        _window: {
            "t-on-beforeprint": this.unfold,
            "t-on-afterprint": this.fold,
        },
    };

    unfold() {
        this.unfolded = [...this.el.querySelectorAll("details:not([open])")];
        for (const details of this.unfolded) {
            details.open = true;
        }
    }

    fold() {
        for (const details of this.unfolded || []) {
            details.open = false;
        }
    }
}

registry.category("public.interactions").add("account_relationship.paper", Paper);
