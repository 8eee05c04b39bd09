{
    "name": "Customer Accounts: Subscriptions of the OCA",
    "summary": "Subscriptions count as recurring revenue, and show with customers",
    "version": "19.0.1.1.3",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "AGPL-3",
    "depends": ["account_relationship_agreement", "subscription_oca"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
