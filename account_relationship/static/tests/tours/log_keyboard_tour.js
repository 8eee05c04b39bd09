import {delay} from "@odoo/hoot-dom";
import {registry} from "@web/core/registry";

/** Go on with the Tab key until something has the focus. */
const tabTo = (selector, key = "Tab") => ({
    trigger: ".modal .o_relationship_log",
    async run(helpers) {
        for (let pressed = 0; pressed < 40; pressed++) {
            if (document.activeElement.matches(`.modal ${selector}`)) {
                return;
            }
            await helpers.press(key);
            // No hand is faster; a date picker opens meanwhile.
            await delay(100);
        }
        throw new Error(`The Tab key does not get to ${selector}`);
    },
});

const press = (keys) => ({
    trigger: ".modal .o_relationship_log",
    async run(helpers) {
        for (const key of keys) {
            await helpers.press(key);
        }
    },
});

/** Who has no mouse at hand logs as well, and never has to leave the keys. */
registry.category("web_tour.tours").add("account_relationship_log_keyboard", {
    steps: () => [
        {
            trigger: "button[name='action_log_interaction']",
            async run(helpers) {
                helpers.anchor.focus();
                await helpers.press("Enter");
            },
        },
        {
            content: "Who took part is asked first",
            trigger: ".modal [name='partner_ids'] input:focus",
        },
        tabTo(".o_relationship_types button", "Shift+Tab"),
        press(["ArrowRight"]),
        {
            trigger: ".modal .o_relationship_types .btn-primary:contains('Visit')",
        },
        tabTo(".o_relationship_suggestions button[aria-label='Add Amy']"),
        press(["Enter"]),
        {
            trigger: ".modal [name='partner_ids'] .o_tag:contains('Amy')",
        },
        // Backwards: Tab in the notes is the browser's own, which a tour cannot press.
        tabTo("[name='wants'] textarea", "Shift+Tab"),
        press([..."oak"]),
        press(["Control+Enter"]),
        {
            content: "Control and Enter logs, wherever one types",
            trigger:
                "body:not(:has(.modal)) .o_relationship_timeline_line:contains('Visit with Amy')",
        },
    ],
});
