package org.wardflow.app.demo;

import java.util.Set;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Warehouse;

/** The login that a demo gives to BI tools: an analyst of all hospitals, none of which has a real patient. */
final class DemoLogin {
    private static final String NAME = "bi_demo";

    private DemoLogin() {}

    /** Makes it, with a password of its own for each start; returns the address with both. */
    static String create(Warehouse warehouse) {
        String password = warehouse.logins().put(NAME, "analyst", Set.of(Scope.EVERYWHERE));
        return warehouse
                .server()
                .url()
                .replaceFirst("^jdbc:postgresql://", "postgresql://" + NAME + ":" + password + "@");
    }
}
