/** What a table promises: its columns, its rules, its expectations (Open Data Contract Standard). */
@NullMarked
package org.wardflow.flow.contract;

import org.jspecify.annotations.NullMarked;
