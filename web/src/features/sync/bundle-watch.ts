interface BundleEvent {
  isUpdate?: boolean | undefined
  /** The worker that brings the bundle. */
  sw?: object | undefined
}

/** As much of a service worker's registration as is used here; Workbox is one. */
export interface BundleWorker {
  addEventListener(type: 'waiting' | 'controlling', listener: (event: BundleEvent) => void): void
  /** Lets the waiting bundle take over every tab of this browser. */
  messageSkipWaiting(): void
}

export interface BundleHost {
  /** A newer bundle can be had for the asking. */
  offer(): void
  reload(): void
}

/** Which bundle this tab could run: the newer one may be taken here, or in another tab, which this one then hears of. */
export class BundleWatch {
  private readonly worker: BundleWorker
  private readonly host: BundleHost
  private newer: 'none' | 'waiting' | 'taken' = 'none'
  private isAsked = false
  private offered: object | undefined

  constructor(worker: BundleWorker, host: BundleHost) {
    this.worker = worker
    this.host = host
    worker.addEventListener('waiting', ({ sw }) => this.found(sw))
    worker.addEventListener('controlling', ({ isUpdate }) => this.taken(isUpdate === true))
  }

  /** A newer bundle is on this device; each is offered once. */
  found(bundle: object | undefined): void {
    if (bundle !== undefined && bundle === this.offered) return
    this.offered = bundle
    this.newer = 'waiting'
    this.host.offer()
  }

  /** False where no newer bundle is known. */
  take(): boolean {
    if (this.newer === 'none') return false
    if (this.newer === 'taken') this.host.reload()
    else {
      this.isAsked = true
      this.worker.messageSkipWaiting()
    }
    return true
  }

  /** The first worker of all brings the bundle that this tab runs anyway. */
  private taken(isUpdate: boolean): void {
    if (this.newer === 'none' && !isUpdate) return
    this.newer = 'taken'
    if (this.isAsked) this.host.reload()
    else this.host.offer()
  }
}
