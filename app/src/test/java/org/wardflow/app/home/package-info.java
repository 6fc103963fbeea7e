@NullMarked
package org.wardflow.app.home;

import org.jspecify.annotations.NullMarked;
