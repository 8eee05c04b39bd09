import {formatShare, ReportScreen} from "../report_screen/report_screen";
import {HeatTable} from "../heat_table/heat_table";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Who buys again: a row for each month of first purchases, a column for each month after. */
export class CohortHeat extends ReportScreen {
    static template = "account_relationship_retention.CohortHeat";
    static components = {...ReportScreen.components, HeatTable};
    static method = "get_cells";

    get rows() {
        const {highest} = this;
        return this.answer.cohorts.map((cohort) => ({
            key: cohort.key,
            label: cohort.label,
            note: cohort.size,
            cells: cohort.cells.map((cell, k) => cell && this.draw(cohort, k, highest)),
        }));
    }

    get columns() {
        return [...Array(this.answer.columns).keys()].map((k) => ({
            key: k,
            label: k,
            prefix: _t("Months after: "),
        }));
    }

    /** The highest share after the first month, in which all bought. */
    get highest() {
        const shares = this.answer.cohorts.flatMap(({cells}) =>
            cells.slice(1).map((cell) => (cell ? cell[0] / cell[1] : 0))
        );
        return Math.max(...shares, 0.01);
    }

    /** A cell, with as much color as leaves the number readable; the first month none. */
    draw(cohort, k, highest) {
        const [buyers, size] = cohort.cells[k];
        return {
            text: formatShare(buyers, size),
            title: this.say(cohort, k),
            heat: k ? Math.round((50 * buyers) / size / highest) : 0,
        };
    }

    /** What a cell says, for those who point at it and those who hear it. */
    say({label, cells}, k) {
        const [buyers, customers] = cells[k];
        return k === 0
            ? _t("%(customers)s customers bought for the first time in %(month)s", {
                  customers,
                  month: label,
              })
            : _t(
                  "%(buyers)s of %(customers)s customers of %(month)s bought %(k)s months after",
                  {buyers, customers, month: label, k}
              );
    }

    openCell(row, k) {
        const cohort = this.answer.cohorts[row];
        const month = cohort.label;
        return this.openRows(_t("%(month)s, %(k)s months after", {month, k}), [
            ["cohort", "=", cohort.key],
            ["k", "=", k],
        ]);
    }

    openCohort(row) {
        const cohort = this.answer.cohorts[row];
        return this.openRows(cohort.label, [
            ["cohort", "=", cohort.key],
            ["k", "=", 0],
        ]);
    }
}

registry.category("views").add("relationship_cohort_heat", {
    type: "graph",
    Controller: CohortHeat,
    searchMenuTypes: ["filter", "favorite"],
});
