import {_t} from "@web/core/l10n/translation";

const bought = (sales) => ({sales, before: sales, state: "bought", words: ""});

/** What stands behind the help while nothing was sold. */
export const SAMPLE = {
    scope: "",
    total: 0,
    columns: [
        {key: 1, label: _t("Storage"), sales: 61000},
        {key: 2, label: _t("Lighting"), sales: 18000},
        {key: 3, label: _t("Care"), sales: 9000},
    ],
    rows: [
        [38000, 12000, 0],
        [16000, 0, 7000],
        [7000, 6000, 2000],
    ].map((amounts, place) => ({
        key: place + 1,
        label: _t("Customer %s", place + 1),
        sales: amounts.reduce((sum, amount) => sum + amount, 0),
        cells: amounts.map((amount) => amount && bought(amount)),
    })),
};
