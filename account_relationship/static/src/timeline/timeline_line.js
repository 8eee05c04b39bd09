import {registry} from "@web/core/registry";

const kinds = registry.category("relationship_timeline_kinds");

/** The icon of a line, as a Font Awesome class. */
export function iconOf(line) {
    const {icon = "fa-circle-o"} = kinds.get(line.kind, {});
    return typeof icon === "function" ? icon(line) : icon;
}

/**
 * What a line says: of what kind it is in a word, then which one.
 *
 * @returns {{text: string, stars: string, label: string}} `label` is for screen readers
 */
export function describe(line) {
    const {describe: own, words = {}} = kinds.get(line.kind, {});
    if (own) {
        return own(line);
    }
    const title = line.title || "";
    const word = words[line.detail] || words[""];
    const text = word ? word(title).toString() : title;
    return {text, stars: "", label: text};
}

/**
 * The condition for the lines a chip shows.
 *
 * What no chip claims shows under the last one, "Other", so that nothing is lost.
 */
export function getChipCondition(chip) {
    const entries = kinds.getEntries();
    if (chip === "other") {
        const claimed = entries.filter(
            ([, kind]) => (kind.chip || "other") !== "other"
        );
        return ["kind", "not in", claimed.map(([key]) => key)];
    }
    const shown = entries.filter(([, kind]) => kind.chip === chip);
    return ["kind", "in", shown.map(([key]) => key)];
}

/** The component that draws the lines of a kind, where it has one of its own. */
export function getComponent(kind) {
    return kinds.get(kind, {}).Component;
}
