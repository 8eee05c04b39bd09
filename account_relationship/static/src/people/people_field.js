import {onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {
    Many2ManyTagsAvatarField,
    many2ManyTagsAvatarField,
} from "@web/views/fields/many2many_tags_avatar/many2many_tags_avatar_field";

/** Who took part: the people of the customer one probably met are one tap away. */
export class PeopleField extends Many2ManyTagsAvatarField {
    static template = "account_relationship.PeopleField";

    setup() {
        super.setup();
        this.state = useState({people: []});
        this.accountId = false;
        onWillStart(() => this.suggest(this.props));
        onWillUpdateProps((next) => this.suggest(next));
    }

    async suggest({record, readonly}) {
        const accountId = record.data.account_id?.id;
        if (readonly || accountId === this.accountId) {
            return;
        }
        this.accountId = accountId;
        const people = accountId
            ? await this.orm.call(
                  "relationship.interaction",
                  "get_suggested_contacts",
                  [accountId]
              )
            : [];
        if (accountId === this.accountId) {
            this.state.people = people;
        }
    }

    get suggestions() {
        const chosen = this.props.record.data[this.props.name].currentIds;
        return this.state.people.filter(({id}) => !chosen.includes(id));
    }
}

export const peopleField = {
    ...many2ManyTagsAvatarField,
    component: PeopleField,
    displayName: _t("People of the customer"),
};

registry.category("fields").add("relationship_people", peopleField);
