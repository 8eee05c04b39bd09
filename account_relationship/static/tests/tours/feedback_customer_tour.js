import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** An answer about the customer's own feedback; the page comes back with thanks. */
function say(button) {
    return {
        trigger: `button:contains('${button}')`,
        run: "click",
        expectUnloadPage: true,
    };
}

/** On the phone: something is wrong, and a minute later we have it. */
tours.add("account_relationship_feedback_tell", {
    steps: () => [
        {
            trigger: "a[href='/my/feedback']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "a[href='/my/feedback/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "label:contains('Problem')",
            run: "click",
        },
        {
            trigger: "textarea[name='verbatim']",
            run: "edit The lamps over the desks flicker",
        },
        {
            trigger: "select[name='importance']",
            run: "selectByLabel Essential",
        },
        say("Send"),
        {
            trigger: "h1:contains('The lamps over the desks flicker')",
        },
        {
            trigger: ".o_relationship_badge:contains('Received')",
        },
    ],
});

/** What was decided, as a step of the plan; and a step of the customer's own. */
tours.add("account_relationship_feedback_follow", {
    steps: () => [
        {
            trigger: "a[href='/my/feedback']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".list-group-item:contains('Planned') a:contains('The lamps')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What we told is here",
            trigger: ".o_relationship_words:contains('We change all lamps')",
        },
        {
            trigger: "a[href='/my/home']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#portal_client_category a[href='/my/plans']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "a:contains('New office')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_relationship_portal:contains('New lamps over your desks')",
        },
        {
            content: "Our own name of the step stays ours",
            trigger:
                ".o_relationship_portal:not(:contains('Ballast')):not(:contains('Upsell'))",
        },
        {
            trigger: "summary:contains('Confirm it is done')",
            run: "click",
        },
        say("Yes, it is done"),
        {
            trigger:
                ".o_relationship_portal:not(:has(summary:contains('Confirm it is done')))",
        },
    ],
});

/** It is said to be done, and it is not. */
tours.add("account_relationship_feedback_unsolved", {
    steps: () => [
        {
            trigger: "#answer textarea[name='comment']",
            run: "edit Two of them still flicker",
        },
        say("No, not yet"),
        {
            trigger: ".o_relationship_badge:contains('Under way')",
        },
        {
            trigger: ".o_relationship_portal:contains('Two of them still flicker')",
        },
    ],
});

/** Now it is. */
tours.add("account_relationship_feedback_solved", {
    steps: () => [
        say("Yes, it is solved"),
        {
            trigger: ".o_relationship_badge:contains('Solved')",
        },
    ],
});
