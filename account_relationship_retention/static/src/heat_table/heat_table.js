import {Component, onWillUpdateProps, useRef, useState} from "@odoo/owl";

/** What the keys do to a place in the table: `[row, column]`. */
const STEPS = {
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
};

/**
 * A table of numbers with as much color as they are high, and a cell for the keyboard.
 *
 * Tab goes to one cell, the arrows, Home and End from there to the others, Enter opens
 * it. What the color says stands in each cell, too: its text, a mark below it in words,
 * and a title that says it in a sentence.
 *
 * - `columns`: `{key, label, title, prefix}`; `prefix` is for those who hear it
 * - `rows`: `{key, label, note, cells}`; a cell is `{text, mark, title, heat}` with
 *   `heat` from 0 to 100, `false` where there is none
 */
export class HeatTable extends Component {
    static template = "account_relationship_retention.HeatTable";
    static props = {
        label: String,
        columns: Array,
        rows: Array,
        emptyLabel: {type: String, optional: true},
        onCell: Function,
        onRow: Function,
        slots: {type: Object, optional: true},
    };

    setup() {
        this.table = useRef("table");
        this.place = useState(this.findFirst(this.props.rows));
        onWillUpdateProps(({rows}) => {
            if (!this.hasCell(rows, this.place.row, this.place.column)) {
                Object.assign(this.place, this.findFirst(rows));
            }
        });
    }

    hasCell(rows, row, column) {
        return Boolean(rows[row]?.cells[column]);
    }

    /** The first cell there is. */
    findFirst(rows) {
        const row = Math.max(
            rows.findIndex(({cells}) => cells.some(Boolean)),
            0
        );
        const column = rows[row]?.cells.findIndex(Boolean) ?? 0;
        return {row, column};
    }

    isAt(row, column) {
        return this.place.row === row && this.place.column === column;
    }

    onFocus(row, column) {
        Object.assign(this.place, {row, column});
    }

    onKeydown(ev) {
        const {row, column} = this.place;
        const {cells} = this.props.rows[row];
        if (ev.key in STEPS) {
            const [down, right] = STEPS[ev.key];
            this.go(row + down, column + right);
        } else if (ev.key === "Home") {
            this.go(row, cells.findIndex(Boolean));
        } else if (ev.key === "End") {
            this.go(row, cells.findLastIndex(Boolean));
        } else {
            return;
        }
        ev.preventDefault();
    }

    /** To a cell, where there is one. */
    go(row, column) {
        if (!this.hasCell(this.props.rows, row, column)) {
            return;
        }
        const cell = this.table.el.querySelector(
            `[data-row="${row}"][data-column="${column}"]`
        );
        cell.focus();
        cell.scrollIntoView({block: "nearest", inline: "nearest"});
    }
}
