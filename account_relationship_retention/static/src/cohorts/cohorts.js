import {formatShare, ReportScreen} from "../report_screen/report_screen";
import {useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** What the keys do to a place in the table: `[row, column]`, or one of its ends. */
const STEPS = {
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
};

/** Who buys again: a row for each month of first purchases, a column for each month after. */
export class CohortHeat extends ReportScreen {
    static template = "account_relationship_retention.CohortHeat";
    static method = "get_cells";

    setup() {
        super.setup();
        this.table = useRef("table");
        this.place = useState({row: 0, column: 0});
    }

    async load(props) {
        await super.load(props);
        if (this.place) {
            Object.assign(this.place, {row: 0, column: 0});
        }
    }

    get rows() {
        return this.answer.cohorts;
    }

    get columns() {
        return [...Array(this.answer.columns).keys()];
    }

    /** The highest share after the first month, in which all bought. */
    get highest() {
        const shares = this.rows.flatMap(({cells}) =>
            cells.slice(1).map((cell) => (cell ? cell[0] / cell[1] : 0))
        );
        return Math.max(...shares, 0.01);
    }

    share([buyers, size]) {
        return formatShare(buyers, size);
    }

    /** How much color a cell gets: from none to as much as leaves the number readable. */
    heat([buyers, size], k) {
        return k ? `--o-heat: ${Math.round((50 * buyers) / size / this.highest)}%` : "";
    }

    /** What a cell says, for those who point at it and those who hear it. */
    say({label}, k, [buyers, customers]) {
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

    isAt(row, column) {
        return this.place.row === row && this.place.column === column;
    }

    openCell(row, k) {
        return this.openRows(this.say(row, k, row.cells[k]), [
            ["cohort", "=", row.key],
            ["k", "=", k],
        ]);
    }

    openCohort(row) {
        return this.openRows(row.label, [
            ["cohort", "=", row.key],
            ["k", "=", 0],
        ]);
    }

    // ------------------------------------------------------------
    // Keyboard
    // ------------------------------------------------------------

    onFocus(row, column) {
        Object.assign(this.place, {row, column});
    }

    onKeydown(ev) {
        const {row, column} = this.place;
        const last = this.rows[row].cells.findLastIndex(Boolean);
        if (ev.key in STEPS) {
            const [down, right] = STEPS[ev.key];
            this.go(row + down, column + right);
        } else if (ev.key === "Home") {
            this.go(row, this.rows[row].cells.findIndex(Boolean));
        } else if (ev.key === "End") {
            this.go(row, last);
        } else {
            return;
        }
        ev.preventDefault();
    }

    /** To a cell, where there is one. */
    go(row, column) {
        if (!this.rows[row]?.cells[column]) {
            return;
        }
        const cell = this.table.el.querySelector(
            `[data-row="${row}"][data-column="${column}"]`
        );
        cell.focus();
        cell.scrollIntoView({block: "nearest", inline: "nearest"});
    }
}

registry.category("views").add("relationship_cohort_heat", {
    type: "graph",
    Controller: CohortHeat,
    searchMenuTypes: ["filter", "favorite"],
});
