import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Account extends models.Model {
    _name = "relationship.account";

    name = fields.Char({string: "Name"});
    promise_ids = fields.One2many({
        string: "Promises",
        relation: "relationship.promise",
        relation_field: "account_id",
    });

    _records = [
        {id: 1, name: "Acme", promise_ids: [5, 6]},
        {id: 2, name: "Bolt", promise_ids: []},
        {id: 3, name: "Cedar", promise_ids: [7]},
    ];
}

class Promise_ extends models.Model {
    _name = "relationship.promise";

    name = fields.Char({string: "What"});
    account_id = fields.Many2one({
        string: "Customer account",
        relation: "relationship.account",
    });

    _records = [
        {id: 5, name: "Call", account_id: 1},
        {id: 6, name: "Write", account_id: 1},
        {id: 7, name: "Visit", account_id: 3},
    ];
}

defineModels([Account, Promise_]);
defineMailModels();
describe.current.tags("desktop");

const NAMES = ".o_field_x2many .o_data_row .o_data_cell[name=name]";

async function mountAccount(more = "", twice = "") {
    onRpc("relationship.account", "web_read", ({kwargs: {specification}}) => {
        const {promise_ids: lines} = specification;
        expect.step(lines ? (Object.keys(lines).length ? "lines" : "ids") : "nothing");
    });
    await mountView({
        type: "form",
        resModel: "relationship.account",
        resId: 1,
        resIds: [1, 2, 3],
        arch: `<form js_class="relationship_later_form">
            <button name="action_change" type="object" string="Change"/>
            <span class="more" ${more}>More</span>
            <field name="name"/>
            ${twice}
            <notebook>
                <page string="First" name="first"><span>Nothing</span></page>
                <page string="Promises" name="promises">
                    <field name="promise_ids" widget="relationship_later_list">
                        <list editable="bottom" default_order="name desc">
                            <field name="name"/>
                        </list>
                    </field>
                </page>
            </notebook>
        </form>`,
    });
}

const openPage = (name) => contains(`.o_notebook .nav-link[name=${name}]`).click();

test("a list is read when its page is opened, in its order, and once", async () => {
    await mountAccount();
    expect.verifySteps(["nothing"]);
    await openPage("promises");
    expect(NAMES).toHaveCount(2);
    expect(`${NAMES}:first`).toHaveText("Write");
    expect.verifySteps(["lines"]);
    await openPage("first");
    await openPage("promises");
    expect(NAMES).toHaveCount(2);
    expect.verifySteps([]);
});

test("while its page is open the list is read along", async () => {
    onRpc("relationship.account", "action_change", () => {
        MockServer.env["relationship.promise"].write([5], {name: "Call on Friday"});
        return false;
    });
    await mountAccount();
    await openPage("promises");
    expect.verifySteps(["nothing", "lines"]);
    await contains("button[name=action_change]").click();
    expect.verifySteps(["lines"]);
    expect(`${NAMES}:last`).toHaveText("Call on Friday");
    await contains(".o_pager_next").click();
    expect(NAMES).toHaveCount(0);
    await contains(".o_pager_next").click();
    expect(NAMES).toHaveText("Visit");
    expect.verifySteps(["lines", "lines"]);
});

test("what was typed on the form, and in the list, is kept and saved", async () => {
    onRpc("relationship.account", "web_save", ({args}) => {
        const [command, , values] = args[1].promise_ids[0];
        expect.step([args[1].name, command, values.name]);
    });
    await mountAccount();
    await contains(".o_field_widget[name=name] input").edit("Acme Ltd");
    await openPage("promises");
    expect(".o_field_widget[name=name] input").toHaveValue("Acme Ltd");
    await contains(".o_field_x2many_list_row_add a").click();
    await contains(".o_selected_row [name=name] input").edit("Thank them");
    await openPage("first");
    await openPage("promises");
    expect(NAMES).toHaveCount(3);
    expect.verifySteps(["nothing", "lines"]);
    await contains(".o_form_button_save").click();
    expect.verifySteps([["Acme Ltd", 0, "Thank them"]]);
    expect(NAMES).toHaveCount(3);
});

test("what depends on there being some reads their ids", async () => {
    await mountAccount('invisible="not promise_ids"');
    expect(".more").toHaveCount(1);
    expect.verifySteps(["ids"]);
    await openPage("promises");
    expect(NAMES).toHaveCount(2);
    expect.verifySteps(["lines"]);
    await contains(".o_pager_next").click();
    expect(".more").toHaveCount(0);
    expect.verifySteps(["lines"]);
});

test("a list that is shown in another way, too, does not wait", async () => {
    await mountAccount("", '<field name="promise_ids" widget="many2many_tags"/>');
    expect(".o_field_many2many_tags .o_tag").toHaveCount(2);
    expect.verifySteps(["lines"]);
    await openPage("promises");
    expect(NAMES).toHaveCount(2);
    expect.verifySteps([]);
});

test("on other forms it is a list like any other", async () => {
    await mountView({
        type: "form",
        resModel: "relationship.account",
        resId: 1,
        arch: `<form>
            <field name="promise_ids" widget="relationship_later_list">
                <list><field name="name"/></list>
            </field>
        </form>`,
    });
    expect(NAMES).toHaveCount(2);
});
