import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {
    BadgeSelectionField,
    badgeSelectionField,
} from "@web/views/fields/badge_selection/badge_selection_field";

const FACES = {
    negative: {icon: "fa-frown-o", color: "text-danger"},
    neutral: {icon: "fa-meh-o", color: "text-muted"},
    positive: {icon: "fa-smile-o", color: "text-success"},
};

/** How it felt: a face with its word, never the face or a colour alone. */
export class SentimentField extends BadgeSelectionField {
    static template = "account_relationship.SentimentField";

    face(value) {
        return FACES[value]?.icon || "";
    }

    get color() {
        return FACES[this.value]?.color || "";
    }
}

export const sentimentField = {
    ...badgeSelectionField,
    component: SentimentField,
    displayName: _t("Faces"),
    supportedTypes: ["selection"],
};

registry.category("fields").add("relationship_sentiment", sentimentField);
