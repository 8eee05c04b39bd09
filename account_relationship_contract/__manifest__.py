{
    "name": "Customer Accounts: Contracts of the OCA",
    "summary": "Contracts count as recurring revenue, and show with customers",
    "version": "19.0.1.1.2",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "AGPL-3",
    "depends": ["account_relationship_agreement", "contract"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
