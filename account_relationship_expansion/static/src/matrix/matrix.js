import {Component, onWillStart, useEffect, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSortable} from "@web/core/utils/sortable_owl";
import {Layout} from "@web/search/layout";

const MODEL = "relationship.stakeholder";
/** Of more the page says that they are in the list. */
const MOST = 200;
const SPECIFICATION = {
    name: {},
    function: {},
    partner_id: {fields: {}},
    role_ids: {fields: {display_name: {}}},
    influence: {},
    support: {},
    last_touch_at: {},
    has_left: {},
};
const ICONS = {
    against: "fa-thumbs-down",
    sceptical: "fa-question-circle",
    neutral: "fa-minus-circle",
    supports: "fa-thumbs-up",
    champion: "fa-trophy",
};
const STEPS = {
    ArrowUp: ["influence", 1],
    ArrowDown: ["influence", -1],
    ArrowLeft: ["support", -1],
    ArrowRight: ["support", 1],
};

/** The people of one customer by what we think of their influence and support. */
export class StakeholderMatrix extends Component {
    static template = "account_relationship_expansion.StakeholderMatrix";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.icons = ICONS;
        this.display = {controlPanel: {}};
        this.accountId = this.props.action.context.active_id;
        this.state = useState({people: [], count: 0, said: ""});
        this.root = useRef("root");
        this.focused = false;
        onWillStart(() => this.load());
        useEffect(() => this.keepFocus());
        useSortable({
            ref: this.root,
            elements: ".o_relationship_matrix_person",
            groups: ".o_relationship_matrix_cell",
            connectGroups: true,
            cursor: "grabbing",
            onDrop: ({element, parent}) => {
                if (parent) {
                    const person = this.getPerson(element.dataset.id);
                    const {influence, support} = parent.dataset;
                    this.judge(person, influence || false, support || false);
                }
            },
        });
    }

    async load() {
        const [fields, {records, length}] = await Promise.all([
            this.orm.call(MODEL, "fields_get", [
                ["influence", "support"],
                ["selection", "string"],
            ]),
            this.orm.webSearchRead(MODEL, [["account_id", "=", this.accountId]], {
                specification: SPECIFICATION,
                limit: MOST,
            }),
        ]);
        this.labels = {
            influence: Object.fromEntries(fields.influence.selection),
            support: Object.fromEntries(fields.support.selection),
        };
        this.levels = {
            influence: fields.influence.selection.map(([value]) => value),
            support: fields.support.selection.map(([value]) => value),
        };
        this.rows = [...this.levels.influence].reverse();
        Object.assign(this.state, {people: records, count: length});
    }

    get unjudged() {
        return this.state.people.filter(
            ({influence, support}) => !influence || !support
        );
    }

    get tooMany() {
        return _t("%(shown)s of %(all)s people are shown. The list has all of them.", {
            shown: this.state.people.length,
            all: this.state.count,
        });
    }

    getPerson(id) {
        return this.state.people.find((person) => person.id === Number(id));
    }

    getPeople(influence, support) {
        return this.state.people.filter(
            (person) => person.influence === influence && person.support === support
        );
    }

    getCellLabel(influence, support) {
        return _t("Influence: %(influence)s, support: %(support)s", {
            influence: this.labels.influence[influence] || _t("not judged"),
            support: this.labels.support[support] || _t("not judged"),
        });
    }

    getRoles(person) {
        return person.role_ids.map((role) => role.display_name).join(", ");
    }

    getLastTouch(person) {
        return person.last_touch_at
            ? _t("Last contact %(day)s", {
                  day: formatDate(deserializeDateTime(person.last_touch_at)),
              })
            : _t("Never in touch");
    }

    getLabel(person) {
        return [
            person.name,
            this.getRoles(person),
            this.getLastTouch(person),
            this.getCellLabel(person.influence, person.support),
        ]
            .filter(Boolean)
            .join(", ");
    }

    /** One write, as the user: both values, whatever the other one was. */
    async judge(person, influence, support) {
        if (person.influence === influence && person.support === support) {
            return;
        }
        const before = {influence: person.influence, support: person.support};
        Object.assign(person, {influence, support});
        this.focused = person.id;
        try {
            await this.orm.write(MODEL, [person.id], {influence, support});
        } catch (error) {
            Object.assign(person, before);
            throw error;
        }
        this.state.said = `${person.name}: ${this.getCellLabel(influence, support)}`;
    }

    onKeydown(ev, person) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.open(person);
        } else if (ev.key in STEPS) {
            ev.preventDefault();
            this.step(person, ...STEPS[ev.key]);
        }
    }

    /** The first step judges in the middle; the next ones go on from there. */
    step(person, name, by) {
        const values = {
            influence: person.influence || "medium",
            support: person.support || "neutral",
        };
        if (person.influence && person.support) {
            const levels = this.levels[name];
            values[name] = levels[levels.indexOf(values[name]) + by] || values[name];
        }
        this.judge(person, values.influence, values.support);
    }

    keepFocus() {
        if (this.focused) {
            const card = `.o_relationship_matrix_person[data-id="${this.focused}"]`;
            this.root.el?.querySelector(card)?.focus();
            this.focused = false;
        }
    }

    open(person) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: person.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("relationship_stakeholder_matrix", StakeholderMatrix);
