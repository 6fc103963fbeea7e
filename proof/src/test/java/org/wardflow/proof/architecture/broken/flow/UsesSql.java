package org.wardflow.proof.architecture.broken.flow;

import java.sql.Types;

final class UsesSql {
    Class<?> types() {
        return Types.class;
    }
}
