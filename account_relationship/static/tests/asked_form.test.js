import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {animationFrame, mockSendBeacon} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {unload} from "@odoo/hoot-dom";

describe.current.tags("desktop");

class Pause extends models.Model {
    _name = "relationship.pause";

    name = fields.Char();
}

defineMailModels();
defineModels([Pause]);

async function leaveFormOf(view) {
    mockSendBeacon(() => {
        expect.step("saved");
        return true;
    });
    await mountView({
        resModel: "relationship.pause",
        type: "form",
        arch: `<form js_class="${view}"><field name="name"/></form>`,
    });
    await contains(".o_field_widget[name='name'] input").edit("They rebuild");
    await unload();
    await animationFrame();
}

test("who leaves a page with a question on it says no", async () => {
    await leaveFormOf("relationship_asked_form");
    expect.verifySteps([]);
});

test("what was typed into another form is kept", async () => {
    await leaveFormOf("relationship_untouched_form");
    expect.verifySteps(["saved"]);
});
