{
    "name": "Customer Accounts: Dashboards",
    "summary": "Live spreadsheets of retention, cohorts and concentration",
    "version": "19.0.1.0.2",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship_retention", "spreadsheet_dashboard"],
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "auto_install": True,
}
