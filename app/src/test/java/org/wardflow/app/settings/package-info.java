@NullMarked
package org.wardflow.app.settings;

import org.jspecify.annotations.NullMarked;
