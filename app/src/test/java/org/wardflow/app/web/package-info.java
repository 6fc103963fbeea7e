@NullMarked
package org.wardflow.app.web;

import org.jspecify.annotations.NullMarked;
