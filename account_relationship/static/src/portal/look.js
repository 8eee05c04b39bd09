import {rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/** So long a page is visible until somebody has seen it, in milliseconds. */
const SEEN_AFTER = 5000;

/**
 * Says that somebody looks at the page: scanners of mails open every link, too, but
 * they show it to nobody.
 */
export class Look extends Interaction {
    static selector = "[data-seen-url]";
    dynamicContent = {
        _document: {"t-on-visibilitychange": this.onVisibilityChange},
        "[data-seen]": {"t-on-click": this.say},
    };

    setup() {
        this.left = SEEN_AFTER;
    }

    start() {
        this.onVisibilityChange();
        this.registerCleanup(() => clearTimeout(this.timeout));
    }

    onVisibilityChange() {
        clearTimeout(this.timeout);
        if (this.since) {
            this.left -= Date.now() - this.since;
            this.since = null;
        }
        if (document.visibilityState === "visible" && !this.isSaid) {
            this.since = Date.now();
            this.timeout = setTimeout(() => this.say(), Math.max(this.left, 0));
        }
    }

    say() {
        if (this.isSaid) {
            return;
        }
        this.isSaid = true;
        // Whether it arrives or not changes nothing for whoever reads.
        rpc(this.el.dataset.seenUrl, {}, {silent: true}).catch(() => {});
    }
}

registry.category("public.interactions").add("account_relationship.look", Look);
