import {registry} from "@web/core/registry";
import {TextField, textField} from "@web/views/fields/text/text_field";

/** Text of several lines that takes one line until there is more to read. */
export class ShortTextField extends TextField {
    static defaultProps = {...TextField.defaultProps, rowCount: 1};

    get minimumHeight() {
        return 0;
    }
}

export const shortTextField = {...textField, component: ShortTextField};

registry.category("fields").add("relationship_short_text", shortTextField);
