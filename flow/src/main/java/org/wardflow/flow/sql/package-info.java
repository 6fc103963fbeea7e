/** The lexical layer of SQL: enough to find table names, without a grammar. */
@NullMarked
package org.wardflow.flow.sql;

import org.jspecify.annotations.NullMarked;
