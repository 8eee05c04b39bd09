import {registry} from "@web/core/registry";

/** The account manager sees the parcels wherever the addon puts them. */
registry.category("web_tour.tours").add("account_relationship_example", {
    steps: () => [
        {
            trigger:
                ".o_relationship_signal[data-name='parcels']:contains('1 parcels')",
        },
        {
            trigger: ".o-form-buttonbox .o_button_more",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [name='action_view_parcels']",
        },
        {
            trigger: ".o_notebook .nav-link[name='parcels']",
        },
        {
            trigger: ".o_relationship_timeline_chips button:contains('Parcels')",
            run: "click",
        },
        {
            trigger:
                ".o_relationship_timeline:not(:has([data-kind='handover'])) " +
                "[data-kind='parcel'] .o_example_parcel:contains('received: Samples')",
        },
        {
            trigger: "[data-kind='parcel'] .fa-cube",
        },
        {
            trigger: ".o_relationship_signal[data-name='parcels'] button",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Spare parts')",
        },
    ],
});
